import type { ChatEvents } from './chatProtocol';
import type { HubClient } from './HubClient';
import type { LiveEvents } from './liveProtocol';

/** /hubs/live: lobby, presence and signaling. */
export type LiveHub = HubClient<LiveEvents>;

/** /hubs/chat. */
export type ChatHub = HubClient<ChatEvents>;
