import { useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState } from 'react';
import type { ChatMessage } from '@/lib/realtime/chatProtocol';

/** So often at most something is said. */
const everyMs = 6_000;

/** Says to those who listen what is new in chat: a single message in full, more of them as a count. */
export function ChatAnnouncer({ messages }: { messages: readonly ChatMessage[] }) {
  const { t } = useLingui();
  const [said, setSaid] = useState('');
  const latest = useRef(messages);
  const saidUpTo = useRef(Number.POSITIVE_INFINITY);

  useEffect(() => {
    latest.current = messages;
    if (saidUpTo.current === Number.POSITIVE_INFINITY && messages.length > 0) {
      // What was there on arrival is read in the list.
      saidUpTo.current = messages.at(-1)?.offset ?? 0;
    }
  }, [messages]);

  useEffect(() => {
    const timer = setInterval(() => {
      const added = latest.current.filter(({ offset }) => offset > saidUpTo.current);
      const newest = added.at(-1);
      if (newest !== undefined) {
        saidUpTo.current = newest.offset;
        setSaid(
          added.length === 1
            ? `${newest.username}: ${newest.comment}`
            : t`${added.length} new messages`,
        );
      }
    }, everyMs);
    return () => clearInterval(timer);
  }, [t]);

  return (
    <p role="status" className="visually-hidden">
      {said}
    </p>
  );
}
