/** FileRules as the workspace decides them: by its members, its limits, and what of a track is there. */
import type { WorkspaceService } from '../domain/workspace-service.ts';
import type { FileRules } from './ports.ts';

type Workspace = Pick<
  WorkspaceService,
  'refuseUpload' | 'addVersion' | 'version' | 'hashesReferred'
>;

export const rulesOfWorkspace = (workspace: Workspace): FileRules => ({
  async refusal(userId, trackId, size) {
    const refusal = await workspace.refuseUpload(userId, trackId, size);
    return refusal === null || refusal === 'limit-reached' ? refusal : 'not-found';
  },

  async arrived({ userId, trackId, fileId, versionId, name, note, size, sha256, sound }) {
    const version = {
      id: versionId,
      size,
      sha256,
      addedById: userId,
      note,
      ...(sound && { sound }),
    };
    const refusal = await workspace.addVersion({ fileId, trackId, name, version });
    if (refusal === null) return 'done';
    return refusal === 'limit-reached' ? refusal : 'not-found';
  },

  async holding(userId, versionId) {
    const held = await workspace.version(userId, versionId);
    if (!held) return null;
    const { sha256, size } = held.version;
    return { sha256, size, name: held.name };
  },

  referred: (after, limit) => workspace.hashesReferred(after, limit),
});
