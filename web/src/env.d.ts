/** The time zone of the agency: `VITE_TIME_ZONE` when the board was built (docs/deploying.md). */
declare const AGENCY_TIME_ZONE: string;

interface ImportMetaEnv {
  readonly VITE_REGION: string;
  readonly VITE_APP_CHECK_SITE_KEY: string;
}
