import { readConfig } from './src/config/config.js';
import { schemaDataSource } from './src/database/data-sources.js';

/** For the TypeORM command line and IDE tools: `npx typeorm migration:show -d dist/ormconfig.js`. */
export default schemaDataSource(readConfig().database);
