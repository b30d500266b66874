import { createServer } from 'node:net';
import { describeListener, parseSockets, readListeners } from './listeners.js';

test('a table of the kernel is read: who listens, where', () => {
  const table = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000   101        0 41234 1 0 100 0 0 10 0',
    '   1: 00000000:0FA0 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 41235 1 0 100 0 0 10 0',
    '   2: 0100007F:9C40 0100007F:1538 01 00000000:00000000 00:00000000 00000000     0        0 41236 1 0 100 0 0 10 0',
  ].join('\n');
  expect(parseSockets(table, 'tcp')).toEqual([
    { hostIp: '127.0.0.1', hostPort: 5432, protocol: 'tcp', inode: '41234' },
    { hostIp: '', hostPort: 4000, protocol: 'tcp', inode: '41235' },
  ]);
});

test('IPv6: every address, the loopback, and an IPv4 one in disguise', () => {
  const line = (address: string) => `0: ${address}:0050 0:0 0A 0:0 0:0 0 0 0 7`;
  const table = [
    'head',
    line('00000000000000000000000000000000'),
    line('00000000000000000000000001000000'),
    line('0000000000000000FFFF00000100007F'),
  ].join('\n');
  expect(parseSockets(table, 'tcp').map(({ hostIp }) => hostIp)).toEqual(['', '127.0.0.1', '127.0.0.1']);
});

test('a port that this very process opened is found, and by whom', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as { port: number };
    const wanted = { service: 'a', index: 0, hostIp: '127.0.0.1', hostPort: port, target: 1, protocol: 'tcp' };
    expect(await readListeners([wanted])).toContainEqual(expect.objectContaining({ hostPort: port, protocol: 'tcp' }));
    expect(await describeListener(wanted)).toContain(`process ${String(process.pid)}`);
  } finally {
    server.close();
  }
});
