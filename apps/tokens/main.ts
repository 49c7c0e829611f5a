import { serve } from '../shared/serve.ts';
import { approach } from './strategy.ts';

await serve(approach);
