import { useEffect, useState } from 'preact/hooks';

const ROW = 22;
/** What stands above a table in a wide window. */
const ABOVE = 240;
const LEAST = 10;
const MOST = 60;
/** Below this width the layer comes after the table, which then takes only a part of the window. */
const WIDE = 1000;

/** How many rows of a table are in sight: as many as the window has room for. */
export function useRowsAtMost(): number {
  const [rows, setRows] = useState(rowsNow);
  useEffect(() => {
    const refresh = (): void => setRows(rowsNow());
    window.addEventListener('resize', refresh);
    return () => window.removeEventListener('resize', refresh);
  }, []);
  return rows;
}

function rowsNow(): number {
  const room = window.innerWidth >= WIDE ? window.innerHeight - ABOVE : window.innerHeight / 2;
  return Math.max(LEAST, Math.min(MOST, Math.floor(room / ROW)));
}
