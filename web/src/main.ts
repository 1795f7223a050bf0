import { z } from 'zod';
import './app';

// The Content-Security-Policy allows no code that is made of text, which zod would try once.
z.config({ jitless: true });

if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  void navigator.serviceWorker.register('/sw.js');
}
