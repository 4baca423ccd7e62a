import { useEffect, useMemo } from 'react';
import { VideoOutput } from '../core/VideoOutput';

export function useVideoOutput(stream: MediaStream | null) {
  const output = useMemo(() => new VideoOutput(), []);
  useEffect(() => output.show(stream), [output, stream]);
  const { attach } = output;
  return { output, attach };
}
