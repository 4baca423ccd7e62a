import type { ChatMessage } from '@/lib/realtime/chatProtocol';

/** A name that is being typed, and whom it may become. */
export interface Completion {
  /** Where the @ stands. */
  from: number;
  /** Behind what was typed of it. */
  to: number;
  names: readonly string[];
}

const mostNames = 6;

/** The names of those who wrote lately and fit what stands before the caret; null without an @. */
export function completionOf(
  text: string,
  caret: number,
  messages: readonly ChatMessage[],
  self: string,
): Completion | null {
  const typed = /(?<![\p{L}\p{N}_@])@([\p{L}\p{N}_.-]*)$/u.exec(text.slice(0, caret));
  if (typed === null) {
    return null;
  }

  const start = (typed[1] ?? '').toLowerCase();
  const names: string[] = [];
  for (let index = messages.length - 1; index >= 0 && names.length < mostNames; index--) {
    const name = messages[index]?.username ?? '';
    if (name !== self && name.toLowerCase().startsWith(start) && !names.includes(name)) {
      names.push(name);
    }
  }

  return { from: typed.index, to: caret, names };
}
