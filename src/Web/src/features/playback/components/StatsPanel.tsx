import { Trans, useLingui } from '@lingui/react/macro';
import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { IconButton } from '@/components/ui/IconButton';
import styles from './Panel.module.css';

interface Stats {
  size: string;
  rate: number;
  dropped: number;
  total: number;
}

interface StatsPanelProps {
  video: HTMLVideoElement | null;
  onClose: () => void;
}

/** What the picture is like right now, once a second. */
export function StatsPanel({ video, onClose }: StatsPanelProps) {
  const { t } = useLingui();
  const [stats, setStats] = useState<Stats | null>(null);

  useEffect(() => {
    if (video === null) {
      return;
    }

    let before = video.getVideoPlaybackQuality().totalVideoFrames;
    const timer = setInterval(() => {
      const { totalVideoFrames, droppedVideoFrames } = video.getVideoPlaybackQuality();
      setStats({
        size: `${video.videoWidth} × ${video.videoHeight}`,
        rate: Math.max(0, totalVideoFrames - before),
        dropped: droppedVideoFrames,
        total: totalVideoFrames,
      });
      before = totalVideoFrames;
    }, 1_000);
    return () => clearInterval(timer);
  }, [video]);

  return (
    <section className={styles.panel} aria-label={t`Statistics`} data-testid="player-stats">
      <header className={styles.header}>
        <h2>
          <Trans>Statistics</Trans>
        </h2>
        <IconButton size="sm" variant="video" label={t`Close`} onClick={onClose}>
          <X aria-hidden="true" />
        </IconButton>
      </header>
      <dl className={styles.list}>
        <div>
          <dt>
            <Trans>Picture</Trans>
          </dt>
          <dd>{stats?.size ?? '–'}</dd>
        </div>
        <div>
          <dt>
            <Trans>Frames a second</Trans>
          </dt>
          <dd>{stats?.rate ?? '–'}</dd>
        </div>
        <div>
          <dt>
            <Trans>Dropped frames</Trans>
          </dt>
          <dd>{stats === null ? '–' : `${stats.dropped} / ${stats.total}`}</dd>
        </div>
      </dl>
    </section>
  );
}
