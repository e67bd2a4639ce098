/** How production starts the api, as docker-compose.yml has it: garbage is collected in time. */
export const apiFlags = ['--max-old-space-size=1024'];
