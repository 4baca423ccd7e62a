import { useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ChatMessage } from '@/lib/realtime/chatProtocol';
import type { ChatRoom } from '../core/ChatRoom';
import { ban, changeSettings, deleteMessage, setModerator, unban } from '../api/moderation';

/** What was done last, and how it is undone, where it can be. */
export interface Done {
  text: string;
  undo: (() => Promise<void>) | null;
}

interface Deed {
  run: () => Promise<unknown>;
  done: Done;
}

/** Moderating: each deed takes effect at once, says so, and can be undone where that is possible. */
export function useModeration(room: ChatRoom) {
  const { t } = useLingui();
  const client = useQueryClient();
  const { streamId } = room;
  const [done, setDone] = useState<Done | null>(null);
  const deed = useMutation({
    mutationFn: ({ run }: Deed) => run(),
    onMutate: () => setDone(null),
    onSuccess: (_, { done: what }) => {
      setDone(what);
      void client.invalidateQueries({ queryKey: ['chat', streamId] });
    },
  });

  const sentence = (message: ChatMessage, seconds: number | undefined, reason: string) => {
    const { userId, username } = message;
    deed.mutate({
      run: () =>
        ban(streamId, {
          userId,
          ...(seconds === undefined ? {} : { seconds }),
          ...(reason === '' ? {} : { reason }),
        }),
      done: {
        text: seconds === undefined ? t`@${username} is banned.` : t`@${username} is timed out.`,
        undo: () => unban(streamId, userId),
      },
    });
  };

  return {
    done,
    error: deed.error,
    dismiss: () => {
      setDone(null);
      deed.reset();
    },
    undo: () => {
      const undo = done?.undo;
      if (undo != null) {
        deed.mutate({ run: undo, done: { text: t`Undone.`, undo: null } });
      }
    },
    sentence,
    delete: (message: ChatMessage) =>
      deed.mutate({
        run: () => deleteMessage(streamId, message.id),
        done: { text: t`The message is deleted.`, undo: null },
      }),
    pin: (message: ChatMessage, isPinned: boolean) =>
      deed.mutate({
        run: () => changeSettings(streamId, { pinnedMessageId: isPinned ? message.id : null }),
        done: {
          text: isPinned ? t`The message is pinned.` : t`The message is no longer pinned.`,
          undo: async () => {
            await changeSettings(streamId, { pinnedMessageId: isPinned ? null : message.id });
          },
        },
      }),
    makeModerator: ({ userId, username }: ChatMessage) =>
      deed.mutate({
        run: () => setModerator(streamId, userId, true),
        done: {
          text: t`@${username} is a moderator of this chat now.`,
          undo: () => setModerator(streamId, userId, false),
        },
      }),
  };
}
