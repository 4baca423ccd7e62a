import { expect, test } from 'vitest';
import { FakePeerConnection } from '../../testing/FakePeerConnection';
import { RemoteCandidates } from './RemoteCandidates';

test('candidates wait for the remote description and keep their order', async () => {
  const peer = new FakePeerConnection({});
  const candidates = new RemoteCandidates(peer);
  await candidates.add({ candidate: 'a' });
  await candidates.add({ candidate: 'b' });
  expect(peer.candidates).toEqual([]);

  await peer.setRemoteDescription({ type: 'answer', sdp: '' });
  await candidates.release();
  await candidates.add({ candidate: 'c' });
  expect(peer.candidates.map(({ candidate }) => candidate)).toEqual(['a', 'b', 'c']);
});

test('a candidate that the browser refuses does not keep the others out', async () => {
  class Picky extends FakePeerConnection {
    override addIceCandidate(candidate: RTCIceCandidateInit): Promise<void> {
      return candidate.candidate === 'bad'
        ? Promise.reject(new DOMException('Unusable.', 'OperationError'))
        : super.addIceCandidate(candidate);
    }
  }

  const peer = new Picky({});
  const candidates = new RemoteCandidates(peer);
  await candidates.add({ candidate: 'bad' });
  await candidates.add({ candidate: 'good' });
  await peer.setRemoteDescription({ type: 'answer', sdp: '' });
  await candidates.release();
  expect(peer.candidates).toEqual([{ candidate: 'good' }]);
});
