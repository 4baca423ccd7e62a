import type { components } from './schema';

type Schemas = components['schemas'];

export type User = Schemas['User'];
export type Stream = Schemas['Stream'];
export type StreamStatus = Stream['status'];
export type Visibility = Stream['visibility'];
export type Host = Stream['host'];
export type Providers = Schemas['Providers'];
export type UserDetail = Schemas['UserDetail'];
export type Analytics = Schemas['Analytics'];
export type ViewerPoint = Schemas['ViewerPoint'];
