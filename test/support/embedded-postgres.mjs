export { startPostgres } from '../../scripts/scratch-postgres.mjs';
