/** What /hubs/chat says and hears. */

export interface ChatMessage {
  id: string;
  /** Consecutive within an epoch. */
  offset: number;
  userId: string;
  username: string;
  comment: string;
  timestamp: string;
  /** The id of the message that this one answers. */
  replyTo?: string | null;
}

export interface ChatSettings {
  enabled: boolean;
  slowModeSeconds: number;
  membersOnly: boolean;
  pinnedMessageId?: string | null;
}

/** Where a reader is: everything up to `offset` of this epoch has been seen. */
export interface Cursor {
  epoch: string;
  offset: number;
}

export interface JoinChatResult extends Cursor {
  messages: ChatMessage[];
  /** Whether `messages` is exactly what was missed since the cursor that was sent. */
  recovered: boolean;
  /** Messages before `messages` that were deleted meanwhile, by id. */
  deleted?: string[];
  settings: ChatSettings | null;
  /** Whether we may moderate this room. */
  isModerator?: boolean;
}

export interface Acknowledged {
  id: string;
  offset: number;
}

export interface CommentAdded extends ChatMessage {
  streamId: string;
}

export interface CommentDeleted {
  streamId: string;
  id: string;
}

export interface ReactionsReceived {
  streamId: string;
  counts: Record<string, number>;
}

export interface SettingsChanged {
  streamId: string;
  settings: ChatSettings;
}

/** A ban without `until` is for good. */
export interface UserModerated {
  streamId: string;
  userId: string;
  action: 'ban' | 'timeout' | 'unban';
  until?: string | null;
}

export interface ChatEvents {
  live_comment_added: CommentAdded;
  live_comment_deleted: CommentDeleted;
  live_reaction_received: ReactionsReceived;
  chat_settings_changed: SettingsChanged;
  chat_user_moderated: UserModerated;
}
