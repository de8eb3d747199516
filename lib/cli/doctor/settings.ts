import { existsSync } from 'node:fs';
import { loadConfig } from '../../config/load.ts';
import { type Check, type Finding, note, ok } from './check.ts';

/** By main.ts, an older Node does not get here. */
export const nodeCheck: Check = {
  name: 'Node',
  run: async (): Promise<Finding> =>
    ok(`${process.versions.node} on ${process.platform} ${process.arch}`),
};

export const configCheck: Check = {
  name: 'Config',
  run: async (patient): Promise<Finding> => {
    const { configFile = 'config.yaml', overrides } = patient;
    patient.config = loadConfig(patient.configFile, overrides);
    const more = overrides.length === 0 ? '' : `, with ${overrides.join(', ')}`;
    return existsSync(configFile)
      ? ok(`${configFile}${more}`)
      : note(`no ${configFile} here: defaults${more}. npx gulp-vlog-describe init writes one`);
  },
};
