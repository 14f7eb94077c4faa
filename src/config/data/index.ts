import * as z from 'zod';
import { digits } from './digits';
import { idx } from './idx';
import { images } from './images';
import { manifest } from './manifest';
import { peak } from './peak';

/** Every kind of data set; a new one is a file beside this one, its twin in src/data/, and a line in each index. */
export const dataSchema = z.discriminatedUnion('kind', [peak, digits, idx, images, manifest]);

export type DataOptions = z.output<typeof dataSchema>;
