import { inRepository } from './repository.ts';

/** The program that stands in for a model server. */
export const STAND_IN = inRepository('test/support/model-server.cjs');

/** A `describe.server.command` that starts it. */
export function standIn(...options: string[]): string[] {
  const place = ['--model', '{model}', '--host', '{host}', '--port', '{port}'];
  return [process.execPath, STAND_IN, ...place, ...options];
}
