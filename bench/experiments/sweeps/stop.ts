import type { SizeRow } from '../../result/sweeps.ts';

/** RFC 6265bis, section 5.6: a browser ignores a cookie whose name and value are longer together. */
const cookieLimitBytes = 4_096;

/**
 * What stops a credential of this size, the first on its way from a browser. The HTTP clients of the lab know no limit
 * for a cookie, so what a browser would drop is still measured.
 */
export function stopOf({
  status,
  replicaStatus,
  credentialBytes,
  carriage,
}: Pick<
  SizeRow,
  'status' | 'replicaStatus' | 'credentialBytes' | 'carriage'
>): SizeRow['stoppedBy'] {
  // The equals sign between name and value does not count.
  if (carriage === 'cookie' && credentialBytes - 1 > cookieLimitBytes) return 'browser';
  if (status === 200) return null;
  return replicaStatus === 200 || status === 400 ? 'balancer' : 'replica';
}
