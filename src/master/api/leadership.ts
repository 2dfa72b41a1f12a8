// Who answers for the cluster: a master that does not lead sends its clients to the one that does, and one that
// has not read the registry yet asks for patience.
import type { HttpRequest, HttpResponse } from '../../http/message.ts';
import { textResponse } from '../../http/responses.ts';
import type { MasterConfig } from '../config.ts';
import type { Model } from '../model.ts';

/** The answer of a master that does not lead, or undefined. */
export function redirection(model: Model, request: HttpRequest): HttpResponse | undefined {
  if (model.electedMs !== undefined) return undefined;
  if (model.leader === undefined) return textResponse(503, 'No leader elected');
  const { hostname, port } = model.leader;
  return { status: 307, headers: { Location: `//${hostname}:${port}${request.target}` } };
}

/** The answer of a master that does not lead, or cannot serve yet. */
export function unreadyResponse(model: Model, request: HttpRequest): HttpResponse | undefined {
  const elsewhere = redirection(model, request);
  if (elsewhere !== undefined) return elsewhere;
  return model.isRecovered ? undefined : textResponse(503, 'Master has not finished recovery');
}

/** `/redirect`: to the leading master, also when that is this one. */
export function redirectResponse(model: Model, config: MasterConfig): HttpResponse {
  const leader = model.electedMs === undefined ? model.leader : config;
  if (leader === undefined) return textResponse(503, 'No leader elected');
  return { status: 307, headers: { Location: `//${leader.hostname}:${leader.port}` } };
}
