/** As `tokens`. The card chooses HS256 and jsonwebtoken: the replicas issue and verify, so they may share one secret. */
export { approach } from '../tokens/strategy.ts';
