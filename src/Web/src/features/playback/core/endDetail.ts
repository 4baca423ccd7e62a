import { t } from '@lingui/core/macro';
import type { Stream } from '@/lib/api/types';
import { formatDuration } from '@/lib/format';

/** One sentence of why and after how long a stream ended. */
export function endDetail(stream: Stream, reason: string | null): string {
  if (reason === 'private') {
    return t`Its creator no longer shows it to everyone.`;
  }

  if (reason === 'broadcaster_lost') {
    return t`The broadcaster lost their connection and did not come back.`;
  }

  return stream.duration > 0
    ? t`It ran for ${formatDuration(stream.duration)}. Thanks for watching.`
    : t`Thanks for watching.`;
}
