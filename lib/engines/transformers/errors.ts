import { VlogDescribeError } from '../../errors.ts';

export class TransformersMissingError extends VlogDescribeError {
  static override readonly code = 'TRANSFORMERS_MISSING';
  constructor(model: string) {
    super(
      `describe.model ${model} needs the package @huggingface/transformers. Install it: ` +
        'npm i -D @huggingface/transformers (with ONNXRUNTIME_NODE_INSTALL=skip in the environment ' +
        'nothing is downloaded but from the npm registry).',
    );
  }
}

export class ModelKindError extends VlogDescribeError {
  static override readonly code = 'MODEL_KIND';
  constructor(model: string, kind: string, why: string) {
    super(
      `The engine transformers cannot use ${model}: a model of the kind ${kind} ${why}. ` +
        'Use one of the kinds smolvlm and idefics3, or a model server (describe.server).',
    );
  }
}

export class ModelReturnsNaNError extends VlogDescribeError {
  static override readonly code = 'MODEL_WITHOUT_NUMBERS';
  constructor() {
    super(
      `The model computes nothing but NaN, no numbers. Try another describe.dtype, such as fp32.`,
    );
  }
}
