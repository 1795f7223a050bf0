import { z } from 'zod';
import './app';

// The Content-Security-Policy forbids code made from text. Without this setting zod would try it once.
z.config({ jitless: true });
