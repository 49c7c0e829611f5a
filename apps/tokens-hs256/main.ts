import { serve } from '#serve';
import { approach } from './strategy.ts';

await serve(import.meta.dirname, approach);
