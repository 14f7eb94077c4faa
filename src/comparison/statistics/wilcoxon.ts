/** Wilcoxon's signed-rank test. */
export interface SignedRank {
  /** Differences that are not zero. */
  readonly n: number;
  /** The smaller of the sums of ranks of the positive and of the negative differences. */
  readonly w: number;
  /** Two-sided; exact, by counting all 2^n signs. */
  readonly p: number;
}

/** With more, the mean is so nearly normal that the t-test needs no company, and counting takes long. */
const MOST_DIFFERENCES = 200;

/**
 * Whether differences lie about 0 evenly: Wilcoxon's signed-rank test (Biometrics Bulletin 1, 1945). Differences of zero
 * are left out; equal sizes share their mean rank, and p is exact with them too.
 *
 * Undefined where no difference is left, and for more than 200.
 */
export function wilcoxonSignedRank(differences: readonly number[]): SignedRank | undefined {
  const signed = differences.filter((difference) => difference !== 0);
  const n = signed.length;
  if (n === 0 || n > MOST_DIFFERENCES) return undefined;
  // Twice the ranks, which are whole numbers also where ranks are shared.
  const ranks = doubledRanks(signed.map(Math.abs));
  const positive = ranks.reduce((sum, rank, i) => sum + (signed[i]! > 0 ? rank : 0), 0);
  const total = n * (n + 1);
  const smaller = Math.min(positive, total - positive);
  return { n, w: smaller / 2, p: exactP(ranks, smaller) };
}

function doubledRanks(sizes: readonly number[]): number[] {
  const order = sizes.map((_, i) => i).sort((a, b) => sizes[a]! - sizes[b]!);
  const ranks = new Array<number>(sizes.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && sizes[order[end]!] === sizes[order[start]!]) end++;
    for (let i = start; i < end; i++) ranks[order[i]!] = start + end + 1;
    start = end;
  }
  return ranks;
}

/** Share of the 2^n signs whose positive ranks sum to at most `smaller`, twice. */
function exactP(ranks: readonly number[], smaller: number): number {
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const shares = new Float64Array(total + 1);
  shares[0] = 1;
  let reached = 0;
  for (const rank of ranks) {
    reached += rank;
    for (let sum = reached; sum >= 0; sum--) {
      shares[sum] = (shares[sum]! + (sum >= rank ? shares[sum - rank]! : 0)) / 2;
    }
  }
  let below = 0;
  for (let sum = 0; sum <= smaller; sum++) below += shares[sum]!;
  return Math.min(1, 2 * below);
}
