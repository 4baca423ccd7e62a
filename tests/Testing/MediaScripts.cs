namespace Clockit.Testing;

/// <summary>
/// Scripts for a page in a real browser: WHIP and WHEP with nothing but <c>fetch</c> and <c>RTCPeerConnection</c>. Each is
/// a function of one object, for Playwright's <c>EvaluateAsync</c>.
/// </summary>
public static class MediaScripts
{
    /// <summary>
    /// Publishes the fake camera: <c>{url, token, codec?, kinds?}</c> → the session's <c>Location</c>, once it is connected.
    /// Candidates are trickled. <c>codec</c> is that of the video, for example H264; <c>kinds</c> is both unless it says
    /// audio or video.
    /// </summary>
    public const string Publish = """
        async ({ url, token, codec, kinds }) => {
          const media = await navigator.mediaDevices.getUserMedia({ video: kinds !== 'audio' && { width: 320, height: 240 }, audio: kinds !== 'video' });
          const peer = window.publisher = new RTCPeerConnection();
          for (const track of media.getTracks()) {
            const transceiver = peer.addTransceiver(track, { direction: 'sendonly', streams: [media] });
            if (track.kind === 'video' && codec)
              transceiver.setCodecPreferences(RTCRtpSender.getCapabilities('video').codecs.filter(known => known.mimeType === `video/${codec}`));
          }
          const candidates = [];
          peer.onicecandidate = event => event.candidate?.candidate && event.candidate.sdpMLineIndex === 0 && candidates.push(event.candidate);
          const gathered = new Promise(resolve => { peer.onicegatheringstatechange = () => peer.iceGatheringState === 'complete' && resolve(); });
          await peer.setLocalDescription();
          const headers = { Authorization: `Bearer ${token}` };
          const response = await fetch(url, { method: 'POST', headers: { ...headers, 'Content-Type': 'application/sdp' }, body: peer.localDescription.sdp });
          const answer = await response.text();
          if (response.status !== 201) throw new Error(`${response.status}: ${answer}`);
          await peer.setRemoteDescription({ type: 'answer', sdp: answer });
          await gathered;
          const session = response.headers.get('Location');
          const fragment = `a=ice-ufrag:${candidates[0].usernameFragment}\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:${candidates[0].sdpMid}\r\n`
            + candidates.map(candidate => `a=${candidate.candidate}\r\n`).join('') + 'a=end-of-candidates\r\n';
          const trickled = await fetch(session, { method: 'PATCH', headers: { ...headers, 'Content-Type': 'application/trickle-ice-sdpfrag', 'If-Match': response.headers.get('ETag') }, body: fragment });
          if (trickled.status !== 204) throw new Error(`${trickled.status}: ${await trickled.text()}`);
          await new Promise((resolve, reject) => {
            const check = () => peer.connectionState === 'connected' ? resolve() : peer.connectionState === 'failed' && reject(new Error('not connected'));
            peer.onconnectionstatechange = check;
            check();
          });
          return session;
        }
        """;

    /// <summary>
    /// Watches in the element <c>#watched</c> as players do that know nothing of this server: <c>{url, token?, kinds?,
    /// payloadTypes?}</c> → the session's <c>Location</c>. Where nothing can be watched yet it tries again.
    /// <c>payloadTypes</c> gives codecs other payload types than Chromium's, as other browsers do: <c>{VP8: 120}</c>; codecs
    /// that it does not name are not offered.
    /// </summary>
    public const string Watch = """
        async ({ url, token, kinds, payloadTypes }) => {
          const peer = window.viewer = new RTCPeerConnection();
          const video = document.createElement('video');
          video.id = 'watched';
          // Sound alone is decoded only where it is heard.
          video.muted = kinds !== 'audio';
          video.autoplay = true;
          peer.ontrack = event => { video.srcObject ??= event.streams[0]; };
          document.querySelector('#watched')?.remove();
          document.body.append(video);
          for (const kind of ['video', 'audio'].filter(kind => !kinds || kinds === kind)) peer.addTransceiver(kind, { direction: 'recvonly' });
          let { sdp } = await peer.createOffer();
          if (payloadTypes) {
            const lines = sdp.split('\r\n');
            const types = new Map();
            for (const [name, type] of Object.entries(payloadTypes)) {
              const map = lines.find(line => new RegExp(`^a=rtpmap:\\d+ ${name}/`, 'i').test(line) && (name !== 'H264' || lines.some(other => other.startsWith(`a=fmtp:${/\d+/.exec(line)[0]} `) && /packetization-mode=1.*42e01f/.test(other))));
              if (map) types.set(/\d+/.exec(map)[0], String(type));
            }
            sdp = lines.flatMap(line => {
              const known = /^a=(rtpmap|fmtp|rtcp-fb):(\d+) /.exec(line);
              if (known) return types.has(known[2]) ? [line.replace(`:${known[2]} `, `:${types.get(known[2])} `)] : [];
              const section = /^(m=\w+ \d+ \S+) (.*)$/.exec(line);
              return section ? [`${section[1]} ${section[2].split(' ').filter(type => types.has(type)).map(type => types.get(type)).join(' ')}`] : [line];
            }).join('\r\n');
          }
          await peer.setLocalDescription({ type: 'offer', sdp });
          await new Promise(resolve => {
            const check = () => peer.iceGatheringState === 'complete' && resolve();
            peer.onicegatheringstatechange = check;
            check();
          });
          const headers = { 'Content-Type': 'application/sdp', ...(token ? { Authorization: `Bearer ${token}` } : {}) };
          let response;
          for (let attempt = 0; attempt < 100; attempt++) {
            response = await fetch(url, { method: 'POST', headers, body: peer.localDescription.sdp });
            if (response.status !== 409) break;
            await new Promise(resolve => setTimeout(resolve, 100));
          }
          const answer = await response.text();
          if (response.status !== 201) throw new Error(`${response.status}: ${answer}`);
          await peer.setRemoteDescription({ type: 'answer', sdp: answer });
          return response.headers.get('Location');
        }
        """;

    /// <summary>
    /// The same with a counter-offer: <c>{url, token?}</c> → the session's <c>Location</c>, once it is answered.
    /// </summary>
    public const string WatchByCounterOffer = """
        async ({ url, token }) => {
          const asking = new RTCPeerConnection();
          asking.addTransceiver('video', { direction: 'recvonly' });
          asking.addTransceiver('audio', { direction: 'recvonly' });
          const offer = (await asking.createOffer()).sdp;
          asking.close();
          const headers = { Prefer: 'counter-offer', 'Content-Type': 'application/sdp', ...(token ? { Authorization: `Bearer ${token}` } : {}) };
          let response;
          for (let attempt = 0; attempt < 100; attempt++) {
            response = await fetch(url, { method: 'POST', headers, body: offer });
            if (response.status !== 409) break;
            await new Promise(resolve => setTimeout(resolve, 100));
          }
          const counterOffer = await response.text();
          if (response.status !== 406) throw new Error(`${response.status}: ${counterOffer}`);
          const peer = window.viewer = new RTCPeerConnection();
          const video = document.createElement('video');
          video.id = 'watched';
          video.muted = true;
          video.autoplay = true;
          peer.ontrack = event => { video.srcObject = event.streams[0]; };
          document.querySelector('#watched')?.remove();
          document.body.append(video);
          await peer.setRemoteDescription({ type: 'offer', sdp: counterOffer });
          const gathered = new Promise(resolve => { peer.onicegatheringstatechange = () => peer.iceGatheringState === 'complete' && resolve(); });
          await peer.setLocalDescription();
          await gathered;
          const session = response.headers.get('Location');
          const answered = await fetch(session, { method: 'PATCH', headers, body: peer.localDescription.sdp });
          if (answered.status !== 204) throw new Error(`${answered.status}: ${await answered.text()}`);
          return session;
        }
        """;

    /// <summary>
    /// Waits until the picture in the element <c>#watched</c> moves and is neither black nor of one color: the brightest
    /// part's brightness less the darkest part's, from 0 to 255.
    /// </summary>
    public const string SeePicture = """
        async () => {
          const video = document.querySelector('#watched');
          const canvas = document.createElement('canvas');
          canvas.width = 64; canvas.height = 48;
          const context = canvas.getContext('2d', { willReadFrequently: true });
          const look = () => { context.drawImage(video, 0, 0, 64, 48); return context.getImageData(0, 0, 64, 48).data; };
          const frames = () => video.getVideoPlaybackQuality().totalVideoFrames;
          const until = performance.now() + 30000;
          const from = frames();
          while (!(video.videoWidth > 0 && frames() > from + 10)) {
            if (performance.now() > until) {
              const arrived = [...(await window.viewer.getStats()).values()].filter(report => report.type === 'inbound-rtp').map(report => `${report.kind} ${report.packetsReceived}`);
              throw new Error(`no moving picture: ${video.videoWidth} wide, ${frames() - from} frames, ${window.viewer.connectionState}, ${arrived}`);
            }

            await new Promise(resolve => setTimeout(resolve, 50));
          }
          const pixels = look();
          let least = 255, most = 0;
          for (let i = 0; i < pixels.length; i += 4) {
            const light = (pixels[i] + pixels[i + 1] + pixels[i + 2]) / 3;
            least = Math.min(least, light); most = Math.max(most, light);
          }
          return Math.round(most - least);
        }
        """;

    /// <summary>Waits until audio is decoded: how many samples were, of those that were not made up.</summary>
    public const string HearSound = """
        async () => {
          const until = performance.now() + 30000;
          for (;;) {
            for (const report of (await window.viewer.getStats()).values()) {
              if (report.type === 'inbound-rtp' && report.kind === 'audio' && report.totalSamplesReceived - report.concealedSamples > 24000) return report.totalSamplesReceived;
            }
            if (performance.now() > until) throw new Error(`no sound: ${window.viewer.connectionState}`);
            await new Promise(resolve => setTimeout(resolve, 100));
          }
        }
        """;

    /// <summary>The codec of the picture that is decoded, for example <c>video/VP8</c>, and under which payload type.</summary>
    public const string DecodedVideo = """
        async () => {
          const reports = await window.viewer.getStats();
          for (const report of reports.values()) {
            if (report.type === 'inbound-rtp' && report.kind === 'video' && report.codecId) {
              const codec = reports.get(report.codecId);
              return `${codec.mimeType} ${codec.payloadType}`;
            }
          }
          return '';
        }
        """;
}
