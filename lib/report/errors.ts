import { VlogDescribeError } from '../errors.ts';

export class AppMissingError extends VlogDescribeError {
  static override readonly code = 'REPORT_APP_MISSING';
  constructor(place: string) {
    super(`The report's page is not built: there is no ${place}.js. Run npm run build.`);
  }
}

export class ReportNotWrittenError extends VlogDescribeError {
  static override readonly code = 'REPORT_NOT_WRITTEN';
  override readonly fileName: string;
  constructor(file: string, cause: Error) {
    super(`Cannot write the report ${file}: ${cause.message}. Check report.file.`, { cause });
    this.fileName = file;
  }
}

export class ReportWorkerEndedError extends VlogDescribeError {
  static override readonly code = 'REPORT_WORKER_ENDED';
  static override readonly status = 503;
  constructor(how: string) {
    super(`The process of the live report has ended (${how}). Load the page again.`);
  }
}
