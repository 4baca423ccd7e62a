import { randomId } from './randomId';
import { readStored, store } from './storage';

let deviceId: string | undefined;

/** A random name for this browser, so that an anonymous viewer with two tabs counts once. */
export function getDeviceId(): string {
  if (deviceId === undefined) {
    deviceId = readStored('device') ?? randomId();
    store('device', deviceId);
  }

  return deviceId;
}
