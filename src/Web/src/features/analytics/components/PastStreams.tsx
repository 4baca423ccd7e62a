import { useState } from 'react';
import { SelectField } from '@/components/ui/Field';
import type { Stream } from '@/lib/api/types';
import { formatDate } from '@/lib/format';
import { AnalyticsPanel } from './AnalyticsPanel';
import styles from './PastStreams.module.css';

/** How past streams of ours went, one at a time. */
export function PastStreams({ streams }: { streams: readonly [Stream, ...Stream[]] }) {
  const [chosenId, setChosenId] = useState(streams[0].streamId);
  const { streamId } = streams.find((stream) => stream.streamId === chosenId) ?? streams[0];

  return (
    <section className={styles.section} aria-labelledby="past-streams">
      <h2 id="past-streams" className={styles.title}>
        How your streams went
      </h2>
      <SelectField
        label="Stream"
        value={streamId}
        onChange={(event) => setChosenId(event.target.value)}
      >
        {streams.map(({ streamId: id, title, startedAt }) => (
          <option key={id} value={id}>
            {title}
            {startedAt !== null && ` (${formatDate(startedAt)})`}
          </option>
        ))}
      </SelectField>
      <AnalyticsPanel key={streamId} streamId={streamId} />
    </section>
  );
}
