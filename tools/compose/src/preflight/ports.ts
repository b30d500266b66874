import type { Place, Problem } from '@slipway/kit';
import type { Holder, TakenPort } from '../ports/plan.js';

/** Ports that are taken, as problems that name who has them. */
export function portProblems(
  taken: readonly TakenPort[],
  placeOf: (port: TakenPort) => Place | undefined,
): readonly Problem[] {
  return taken.map((port) => {
    const where = placeOf(port);
    return {
      what: `${port.service} wants port ${portText(port)}, which ${holderText(port.holder)}`,
      ...(where === undefined ? {} : { where }),
      fix: holderFix(port),
    };
  });
}

function portText({ hostIp, hostPort, protocol }: TakenPort): string {
  return `${hostIp === '' ? '' : `${hostIp}:`}${String(hostPort)}${protocol === 'tcp' ? '' : `/${protocol}`}`;
}

/** Who has a port, as the end of a sentence. */
export function holderText(holder: Holder): string {
  switch (holder.kind) {
    case 'container':
      return `the container ${holder.name} has${holder.project === undefined ? '' : ` (compose project ${holder.project})`}`;
    case 'process':
      return `${holder.description} has`;
    case 'service':
      return `${holder.service} of the same stack wants too`;
    case 'run':
      return `another run that is under way has chosen (process ${String(holder.pid)})`;
  }
}

function holderFix({ holder }: TakenPort): string {
  const elsewhere = 'or let free ports be chosen: --ports=free';
  switch (holder.kind) {
    case 'container':
      return holder.project === undefined
        ? `docker stop ${holder.name}, ${elsewhere}`
        : `docker compose -p ${holder.project} down, ${elsewhere}`;
    case 'process':
      return `stop it, ${elsewhere}`;
    case 'service':
      return 'give one of them another port';
    case 'run':
      return `wait for it, ${elsewhere}`;
  }
}
