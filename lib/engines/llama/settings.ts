import { ConfigValueError } from '../../config/errors.ts';
import { type Config, slotBounds } from '../../config/schema.ts';
import { DEVICES, type Device } from './binding.ts';

/** Devices that the packages of the addon have on each platform. */
const OF_PLATFORM: Partial<Record<NodeJS.Platform, readonly Device[]>> = {
  darwin: ['cpu', 'metal'],
  linux: ['cpu', 'cuda', 'vulkan'],
  win32: ['cpu', 'cuda', 'vulkan'],
};

/**
 * Refuses what the engine would not heed.
 *
 * @throws ConfigValueError
 */
export function checkSettings({ server, dtype }: Config['describe']): void {
  const unused = {
    'describe.server.base_url': server?.base_url,
    'describe.server.command': server?.command,
    'describe.server.api_key_env': server?.api_key_env,
    'describe.dtype': dtype,
  };
  for (const [key, value] of Object.entries(unused)) {
    if (value !== undefined) {
      throw invalid(
        key,
        value,
        key === 'describe.dtype'
          ? 'left out for a model in GGUF, whose file has its number format (name another file, such as …-GGUF:Q8_0)'
          : 'left out with describe.engine llama, which starts llama.cpp itself (the engine openai asks servers)',
      );
    }
  }
}

/** What the addon may be told to run on. @throws ConfigValueError */
export function addonDevice(settings: Config['describe']): Device | undefined {
  const { device, server } = settings;
  if ((slotBounds(settings).most ?? 1) > 1) {
    throw invalid('describe.server.slots', server?.slots, '1 or left out without llama-server');
  }
  const there = OF_PLATFORM[process.platform] ?? ['cpu'];
  const named = there.find((each) => each === device);
  if (device !== undefined && named === undefined) {
    throw invalid('describe.device', device, `one of ${there.join(', ')} on this machine`);
  }
  return named;
}

/** A llama-server chooses among what it was built for, and can only be told not to. @throws ConfigValueError */
export function runsOnCpu({ device }: Config['describe']): boolean {
  if (device !== undefined && device !== 'cpu') {
    const known = DEVICES.some((each) => each === device);
    throw invalid(
      'describe.device',
      device,
      `cpu or left out: llama-server ${known ? 'uses the graphics card that it was built for by itself' : 'knows no such device'}`,
    );
  }
  return device === 'cpu';
}

function invalid(key: string, value: unknown, expected: string): ConfigValueError {
  return new ConfigValueError(key, JSON.stringify(value), expected, 'the configuration');
}
