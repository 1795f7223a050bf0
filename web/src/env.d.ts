interface ImportMetaEnv {
  readonly VITE_REGION: string;
  readonly VITE_APP_CHECK_SITE_KEY: string;
}
