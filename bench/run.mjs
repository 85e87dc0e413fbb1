#!/usr/bin/env node
import { openWorkshop } from './lib/workshop.mjs';
import { readOptions, USAGE } from './lib/options.mjs';
import { measureExport } from './lib/export.mjs';
import { describeMachine } from './lib/machine.mjs';
import { measureMetrics } from './lib/metrics.mjs';
import { metricsReport } from './lib/metrics-report.mjs';
import { measureReading } from './lib/read.mjs';
import { measureRecording } from './lib/record.mjs';
import { exportReport, readingReport, recordingReport } from './lib/report.mjs';
import { writeFigures } from './lib/readme.mjs';
import { measureStream } from './lib/stream.mjs';
import { streamReport } from './lib/stream-report.mjs';

const SCENARIOS = {
  record: { measure: measureRecording, report: recordingReport },
  read: { measure: measureReading, report: readingReport },
  stream: { measure: measureStream, report: streamReport },
  metrics: { measure: measureMetrics, report: metricsReport },
  export: { measure: measureExport, report: exportReport },
};

async function main() {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(USAGE);
    return;
  }
  const workshop = openWorkshop(options);
  try {
    for (const name of options.scenarios) {
      const { measure, report } = SCENARIOS[name];
      const result = await measure(workshop, options);
      const text = `${await describeMachine(workshop)}\n\n${report(result, options)}`;
      process.stdout.write(`\n## ${name}\n\n${text}\n`);
      if (options.write !== undefined) {
        await writeFigures(options.write, name, text);
      }
      if (result.failures.length > 0) {
        process.stderr.write(`\nFAILED: ${result.failures.join('; ')}\n`);
        process.exitCode = 1;
      }
    }
  } catch (error) {
    if (!workshop.isInterrupted) {
      throw error;
    }
  } finally {
    await workshop.close();
  }
}

main().catch((error) => {
  process.stderr.write(`bench: ${error?.expected === true ? error.message : (error?.stack ?? error)}\n`);
  process.exitCode = 1;
});
