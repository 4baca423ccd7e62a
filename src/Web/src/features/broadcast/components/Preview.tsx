import { Trans, useLingui } from '@lingui/react/macro';
import { clsx } from 'clsx';
import { VideoOff } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { Button } from '@/components/ui/Button';
import { Spinner } from '@/components/ui/Spinner';
import { describeError } from '@/lib/errors/describeError';
import { useStore } from '@/lib/useStore';
import type { Capture } from '../core/Capture';
import styles from './Preview.module.css';

interface PreviewProps {
  capture: Capture;
  /** Lies over the picture: badges, buttons. */
  children?: ReactNode;
}

/** What the camera sees, mirrored as people know themselves. */
export function Preview({ capture, children }: PreviewProps) {
  const { t } = useLingui();
  const { phase, media, cameraOff, error } = useStore(capture.state);
  const video = useRef<HTMLVideoElement>(null);
  const hasPicture = media !== null && media.getVideoTracks().length > 0;

  useEffect(() => {
    if (video.current !== null) {
      video.current.srcObject = media;
    }
  }, [media]);

  return (
    <div className={styles.frame}>
      <video
        ref={video}
        muted
        autoPlay
        playsInline
        data-testid="preview-video"
        aria-label={t`Your camera`}
        className={clsx(styles.video, (cameraOff || !hasPicture) && styles.hidden)}
      />
      {(phase === 'idle' || phase === 'asking') && (
        <div role="status" className={styles.message}>
          <Spinner size="lg" />
          <p>
            <Trans>Waiting for your camera and microphone…</Trans>
          </p>
          <p className={styles.hint}>
            <Trans>Your browser may ask for your permission.</Trans>
          </p>
        </div>
      )}
      {phase === 'failed' && (
        <div role="alert" className={styles.message}>
          <VideoOff aria-hidden="true" size={28} />
          <p>{describeError(error)}</p>
          <Button onClick={() => void capture.open()}>
            <Trans>Try again</Trans>
          </Button>
        </div>
      )}
      {phase === 'ready' && (cameraOff || !hasPicture) && (
        <div className={styles.message}>
          <VideoOff aria-hidden="true" size={28} />
          <p>{hasPicture ? t`Your camera is off` : t`No camera: viewers hear you only`}</p>
        </div>
      )}
      {children}
    </div>
  );
}
