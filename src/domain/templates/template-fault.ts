/** Why a template is refused. The rule names tags, filters and variables, and quotes nothing else. */
export class TemplateFault extends Error {
  /** Where in the source, from 0; what is being rendered has a place that its caller knows. */
  readonly offset: number;

  constructor(rule: string, offset = 0) {
    super(rule);
    this.name = 'TemplateFault';
    this.offset = offset;
  }
}
