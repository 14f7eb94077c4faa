/** Of a tensor that is no layer's kernel whatever its shape: states of optimizers, and what Racecar keeps in snapshots. */
const STATE =
  /(^|[./])(exp_avg(_sq)?|max_exp_avg_sq|momentum_buffer|square_avg|optimizer(_weights|_state_dict)?|optimizer_states|velocities|momentums)([./]|$)|^(probe|svd)\/|(^|[./])(running_(mean|var)|position_ids|inv_freq|attention_mask)$/;

/** What says how quantised weights are to be read: of GPTQ, AWQ, bitsandbytes, compressed-tensors and float8 checkpoints. */
const SCALING =
  /(^|[./])((\w+_)?scales?(_inv|_2|_weight|_input)?|(\w+_)?(q?zeros|zero_points?)|(nested_)?(absmax|quant_map)|quant_state([./]\w+)*|SCB|CB|(\w+_)?g_idx|weight_shape|weight_format)$/;

/** Weights of less than eight bits, several to a number. */
const PACKED = /(^|[./])(qweight|weight_packed|(\w+_)?blocks)$/;

/** Positions and tokens that a transformer learns, [1, entries, features]: no layer's kernel. */
const LEARNED_ENTRIES = /(embed(ding)?s?|token)(_\w+)?$/i;

/** What bitsandbytes puts beside weights of four bits. */
const BESIDE_PACKED = [
  'absmax',
  'quant_map',
  'quant_state.bitsandbytes__nf4',
  'quant_state.bitsandbytes__fp4',
];

/** Whether a tensor is no weight but a state, by its name. */
export function isState(name: string): boolean {
  return STATE.test(name);
}

/** Whether a tensor says how another one is scaled, by its name. */
export function isScaling(name: string): boolean {
  return SCALING.test(name);
}

/** Whether a tensor holds packed weights, by its name, its type and what lies beside it. */
export function isPacked(name: string, dtype: string, has: (name: string) => boolean): boolean {
  if (/^(f|bf)\d/.test(dtype)) return false;
  return PACKED.test(name) || BESIDE_PACKED.some((each) => has(`${name}.${each}`));
}

/** Why a tensor is no kernel, by its name and shape; undefined where they do not say so. */
export function roleOf(name: string, shape: readonly number[]): string | undefined {
  if (shape.length < 2) return shape.length === 1 ? 'it has one axis' : 'it is a single number';
  if (shape.length > 5) return `it has ${shape.length} axes`;
  if (isState(name)) return 'its name is that of a state, not of a weight';
  if (isScaling(name)) return 'its name is that of what scales a quantised weight';
  if (shape.length > 2 && shape[0] === 1 && LEARNED_ENTRIES.test(name))
    return 'its name is that of learned positions or tokens';
  return undefined;
}
