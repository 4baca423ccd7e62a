import type { components } from './schema';

type Schemas = components['schemas'];

export type User = Schemas['User'];
export type Stream = Schemas['Stream'];
export type StreamStatus = Stream['status'];
export type Visibility = Stream['visibility'];
export type Host = Stream['host'];
