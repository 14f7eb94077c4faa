/** What the host wrote into the page: plain JSON. */
export interface PageData {
  readonly runs: readonly string[];
  readonly texts: Readonly<Record<string, string>>;
}

export function readPageData(): PageData {
  const element = document.getElementById('page-data');
  return JSON.parse(element?.textContent ?? '{"runs":[],"texts":{}}') as PageData;
}
