import { CFD_SEEDS } from './cfd-seeds.js';
import { FOREX_SEEDS } from './forex-seeds.js';
import { FUTURES_SEEDS } from './futures-seeds.js';
import { type InstrumentSeed } from './instrument-seed.js';

export { type InstrumentSeed } from './instrument-seed.js';

/** Every instrument that a new database knows: 13 futures, 32 currency pairs and 14 CFDs. */
export const INSTRUMENT_SEEDS: readonly InstrumentSeed[] = [...FUTURES_SEEDS, ...FOREX_SEEDS, ...CFD_SEEDS];
