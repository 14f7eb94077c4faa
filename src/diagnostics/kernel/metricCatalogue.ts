/** What a metric needs to be known; energies are what snapshots keep of the data. */
export type MetricNeeds = 'spectrum' | 'matrix' | 'energies' | 'data' | 'network';

/** How a metric is explained. In the formulas W [N, M] is a kernel, sigma its singular values, lambda = sigma². */
export interface MetricText<Key extends string = MetricKey> {
  readonly key: Key;
  readonly label: string;
  readonly formula: string;
  readonly meaning: string;
  /** What to beware of. */
  readonly caveat: string;
  readonly needs: MetricNeeds;
  /** How it is drawn: as it is, as a share of 1, or it is a logarithm already. */
  readonly scale: 'linear' | 'share' | 'log10';
  readonly source: string;
}

export const METRICS = [
  {
    key: 'stableRank',
    label: 'stable rank',
    formula: '‖W‖²_F / ‖W‖²₂ = Σλ / λ_max',
    meaning: 'How many directions share the weight: 1 where one holds it all, M where all are equal.',
    caveat: 'Insensitive to small singular values: a kernel of full rank can have a stable rank near 1.',
    needs: 'spectrum',
    scale: 'linear',
    source: 'Rudelson and Vershynin 2007',
  },
  {
    key: 'effectiveRank',
    label: 'effective rank',
    formula: 'exp(−Σ p ln p), p = σ / Σσ',
    meaning: 'The number of equal directions with the same entropy as these.',
    caveat: 'Weighs small singular values more than the stable rank does; many tiny ones raise it.',
    needs: 'spectrum',
    scale: 'linear',
    source: 'Roy and Vetterli 2007',
  },
  {
    key: 'matrixRank',
    label: 'rank',
    formula: 'number of σ > max(N, M) · ε · σ_max, ε = 2⁻²³ for float32',
    meaning: 'How many directions differ from zero by more than rounding.',
    caveat:
      'ε is that of the stored type (float64 2⁻⁵²); of narrower ones than float32 σ must exceed the edge of their rounding errors, ε w / 2 each.',
    needs: 'spectrum',
    scale: 'linear',
    source: "numpy's matrix_rank",
  },
  {
    key: 'conditionNumber',
    label: 'condition number',
    formula: 'σ_max / σ_min',
    meaning: 'How differently directions are stretched: 1 for an orthogonal kernel.',
    caveat: 'None where a singular value is zero, and set by the smallest one alone.',
    needs: 'spectrum',
    scale: 'linear',
    source: 'standard',
  },
  {
    key: 'largestSigma',
    label: 'largest σ',
    formula: 'σ_max = ‖W‖₂',
    meaning: 'The most that the layer stretches any input.',
    caveat: 'Of a convolution that of its matrix [kh·kw·in, out], not of the map on images.',
    needs: 'spectrum',
    scale: 'linear',
    source: 'standard',
  },
  {
    key: 'smallestSigma',
    label: 'smallest σ',
    formula: 'σ_min',
    meaning: 'The least that the layer stretches within its own directions.',
    caveat: 'Zero where the kernel has lost a direction; below 1e-7 of the largest it is rounding.',
    needs: 'spectrum',
    scale: 'linear',
    source: 'standard',
  },
  {
    key: 'norm',
    label: 'norm',
    formula: '‖W‖_F = √Σλ',
    meaning: 'The size of the kernel, what weight decay makes small.',
    caveat: 'Means little before a batch norm, which undoes a factor.',
    needs: 'spectrum',
    scale: 'linear',
    source: 'standard',
  },
  {
    key: 'orthogonalityError',
    label: 'orthogonality error',
    formula: '‖WᵀW − I‖²_F on the smaller side = Σ(σ² − 1)²',
    meaning: 'How far the kernel is from orthonormal, all directions together.',
    caveat: 'Grows with the number of directions; compare layers of one width.',
    needs: 'spectrum',
    scale: 'linear',
    source: 'Bansal et al. 2018, arXiv:1810.09102',
  },
  {
    key: 'srip',
    label: 'SRIP',
    formula: 'σ_max(WᵀW − I) = max |σ² − 1|',
    meaning: 'How far the worst direction is from length 1.',
    caveat: 'The exact value; the penalty of training estimates it from below with one power iteration.',
    needs: 'spectrum',
    scale: 'linear',
    source: 'Bansal et al. 2018, arXiv:1810.09102',
  },
  {
    key: 'mutualCoherence',
    label: 'mutual coherence',
    formula: 'max over i ≠ j of |cos(w_i, w_j)|, w the columns of W',
    meaning: 'How alike the two most similar outputs are: 1 where two units do the same.',
    caveat: 'One pair decides it; and it is above zero wherever there are more outputs than inputs.',
    needs: 'matrix',
    scale: 'linear',
    source: 'Donoho and Huo 2001; Bansal et al. 2018',
  },
  {
    key: 'alpha',
    label: 'alpha',
    formula: 'α = 1 + n / Σ ln(λ_i / xmin) over the n eigenvalues from xmin on',
    meaning:
      'How heavy the tail of the eigenvalues is: 2 to 6 in well-trained layers, below over-trained, above under-trained.',
    caveat: 'Unreliable below about 50 eigenvalues, and no statement at all where the distance D is large.',
    needs: 'spectrum',
    scale: 'linear',
    source: 'Martin and Mahoney, arXiv:1901.08276; Clauset et al., arXiv:0706.1062',
  },
  {
    key: 'xmin',
    label: 'xmin',
    formula: 'the λ from which on the power law fits best (least D)',
    meaning: 'Where the tail begins that alpha describes.',
    caveat: 'Jumps when two beginnings fit equally well; alpha jumps with it.',
    needs: 'spectrum',
    scale: 'linear',
    source: 'Clauset et al., arXiv:0706.1062',
  },
  {
    key: 'ksDistance',
    label: 'distance D',
    formula: 'max |F_law(λ) − F_tail(λ)|',
    meaning: 'How well the tail follows the law: below 0.1 well, above 0.15 it does not.',
    caveat: 'Short tails have large distances by chance.',
    needs: 'spectrum',
    scale: 'linear',
    source: 'Clauset et al., arXiv:0706.1062',
  },
  {
    key: 'logNorm',
    label: 'log norm',
    formula: 'log₁₀ ‖W‖²_F = log₁₀ Σλ',
    meaning: 'The size of the kernel on a scale on which layers add up.',
    caveat: 'Of the squared norm, as WeightWatcher has it.',
    needs: 'spectrum',
    scale: 'log10',
    source: 'WeightWatcher',
  },
  {
    key: 'logSpectralNorm',
    label: 'log spectral norm',
    formula: 'log₁₀ λ_max',
    meaning: 'The most that the layer stretches an input, on a scale on which layers add up.',
    caveat: 'Of the squared norm, as WeightWatcher has it.',
    needs: 'spectrum',
    scale: 'log10',
    source: 'WeightWatcher',
  },
  {
    key: 'alphaWeighted',
    label: 'alpha-weighted',
    formula: 'α log₁₀ λ_max',
    meaning: 'Alpha and size in one: smaller goes with better generalisation among models of one family.',
    caveat: 'Compares models, not layers of different width. As unreliable as alpha is.',
    needs: 'spectrum',
    scale: 'log10',
    source: 'Martin, Peng and Mahoney, arXiv:2002.06716',
  },
  {
    key: 'logAlphaNorm',
    label: 'log alpha-norm',
    formula: 'log₁₀ Σ λ^α',
    meaning: 'The Schatten norm that the power law suggests; close to alpha-weighted where one λ dominates.',
    caveat: 'As unreliable as alpha is.',
    needs: 'spectrum',
    scale: 'log10',
    source: 'Martin, Peng and Mahoney, arXiv:2002.06716',
  },
  {
    key: 'marchenkoPasturEdge',
    label: 'Marchenko-Pastur edge',
    formula: 'λ₊ = s² (1 + 1/√Q)², Q = N / M, s² = N · Var(W_ij)',
    meaning:
      'The largest eigenvalue that a random matrix of this shape and variance would have; what is above was learned.',
    caveat: 'Learned eigenvalues raise the variance and with it the edge; the bulk itself may end earlier.',
    needs: 'matrix',
    scale: 'linear',
    source: 'Marchenko and Pastur 1967',
  },
  {
    key: 'mpSoftRank',
    label: 'MP soft rank',
    formula: 'λ₊ / λ_max',
    meaning:
      'How much of the spectrum random weights would explain: 1 or more nothing was learned, near 0 a few strong directions.',
    caveat: 'By the variance of all entries; WeightWatcher fits the bulk, so its own number differs.',
    needs: 'matrix',
    scale: 'linear',
    source: 'Martin and Mahoney, arXiv:1810.01075',
  },
  {
    key: 'entropy',
    label: 'entropy',
    formula: '−Σ p ln p / ln r, p = λ / Σλ, r the number of σ > N · 2⁻⁵² · σ_max',
    meaning: 'How evenly the weight is spread over the directions: 1 all equal, 0 a single one.',
    caveat:
      'Relative to r, a rank in which float32’s rounding counts too: kernels of rank 2 and of rank 200 can have one entropy.',
    needs: 'spectrum',
    scale: 'linear',
    source: 'WeightWatcher',
  },
  {
    key: 'dataCapture',
    label: 'data capture',
    formula: 'Σ_j ‖X u_j‖² / ‖X‖²_F over the kernel’s directions u_j with σ_j > 0',
    meaning: 'The share of the input’s energy that lies in directions that the layer sees.',
    caveat:
      'Says nothing of how strongly they are seen; a wide random kernel captures everything. Compare with the PCA ceiling.',
    needs: 'energies',
    scale: 'share',
    source: 'docs/metrics.md',
  },
  {
    key: 'pcaCeiling',
    label: 'PCA ceiling',
    formula: 'Σ_{j ≤ k} s_j(X)² / ‖X‖²_F, k the number of the kernel’s directions',
    meaning: 'The most that so many directions can capture of these inputs.',
    caveat: 'Uncentred: the mean of the data is one of its directions.',
    needs: 'data',
    scale: 'share',
    source: 'docs/metrics.md',
  },
  {
    key: 'topDataEnergy',
    label: 'captured by 1',
    formula: 'max_j ‖X u_j‖² / ‖X‖²_F',
    meaning: 'The share of the input’s energy along the kernel’s best single direction.',
    caveat: 'The direction may be one of small σ: sort by data energy to see it.',
    needs: 'energies',
    scale: 'share',
    source: 'docs/metrics.md',
  },
  {
    key: 'principalCosine',
    label: 'mean principal cosine',
    formula:
      'mean of the singular values of PᵀU, P the data’s top directions (at most 10), U as many of the kernel’s by data energy',
    meaning:
      'How far the kernel’s best directions span those of the data: 1 the same subspace, 0 at right angles.',
    caveat: 'Compares subspaces of the same size; single vectors may be turned within them.',
    needs: 'data',
    scale: 'linear',
    source: 'Björck and Golub 1973',
  },
  {
    key: 'reverseErrorFull',
    label: 'reverse error, full',
    formula: '‖r_{m−1} − h_{m−1}‖² / ‖h_{m−1}‖², r from the whole reverse pass',
    meaning:
      'How well the layer’s input is rebuilt from the network’s output: 0 exactly, 1 no better than nothing.',
    caveat: 'Rebuilt with the statistics of the batch it is measured on, where there is batch norm.',
    needs: 'network',
    scale: 'linear',
    source: 'Racecar',
  },
  {
    key: 'reverseErrorLocal',
    label: 'reverse error, local',
    formula: '‖r_{m−1} − h_{m−1}‖² / ‖h_{m−1}‖², r from the layer’s own output',
    meaning: 'How well the layer alone can be run backwards.',
    caveat: 'A layer that loses nothing may still be far from the data: look at the full error too.',
    needs: 'network',
    scale: 'linear',
    source: 'Racecar',
  },
] as const satisfies readonly MetricText<string>[];

export type MetricKey = (typeof METRICS)[number]['key'];

/** Numbers of a whole model. */
export const MODEL_METRICS = [
  {
    key: 'meanAlpha',
    label: 'mean alpha',
    formula: 'mean of α over the layers that follow a power law: at least 50 eigenvalues, D ≤ 0.15',
    meaning:
      'How heavy-tailed the model is: smaller goes with better generalisation among models of one family.',
    caveat:
      'Layers of all sizes count alike. An orthonormal layer (SRIP at most 0.25) has no law and is left out.',
    needs: 'spectrum',
    scale: 'linear',
    source: 'Martin and Mahoney, arXiv:1901.08276',
  },
  {
    key: 'weightedAlpha',
    label: 'mean alpha-weighted',
    formula: 'mean of α log₁₀ λ_max over the same layers',
    meaning: 'The same with the layers’ sizes: the α̂ of the papers.',
    caveat: 'Depends on how the weights are scaled between layers.',
    needs: 'spectrum',
    scale: 'log10',
    source: 'Martin, Peng and Mahoney, arXiv:2002.06716',
  },
  {
    key: 'sumLogNorms',
    label: 'sum of ln norms',
    formula: 'Σ_l ln ‖W_l‖_F',
    meaning: 'The size of the network that does not change when a factor is moved from one layer to another.',
    caveat: 'Only for activations that scale with their input, such as ReLU, is that factor without effect.',
    needs: 'spectrum',
    scale: 'linear',
    source: 'arXiv:2008.02965',
  },
  {
    key: 'balanceGap',
    label: 'balance gap',
    formula: 'Σ‖W_l‖² − L (Π‖W_l‖²)^(1/L)',
    meaning: 'How much of the squared norms comes from layers of unequal size: 0 where all are equal.',
    caveat: 'Unequal layers need not be worse; weight decay makes them equal.',
    needs: 'spectrum',
    scale: 'linear',
    source: 'inequality of the means',
  },
  {
    key: 'logLipschitz',
    label: 'log₁₀ Lipschitz bound',
    formula: 'log₁₀ Π_l σ_max(W_l)',
    meaning: 'The most that the layers in a row can stretch an input.',
    caveat:
      'An upper bound, loose in deep networks; without batch norm, skips and the geometry of convolutions.',
    needs: 'spectrum',
    scale: 'log10',
    source: 'standard',
  },
] as const satisfies readonly MetricText<string>[];

export type ModelMetricKey = (typeof MODEL_METRICS)[number]['key'];

const byKey = new Map<string, MetricText>(METRICS.map((metric) => [metric.key, metric]));

export function metricText(key: MetricKey): MetricText {
  return byKey.get(key)!;
}
