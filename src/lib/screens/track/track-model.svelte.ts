/** This model is one track on screen, and all that can be done to it, as commands. */
import type { CommandSender, TrackPage, WorkspaceReader } from '#lib/ports/workspace.ts';
import { uuid7 } from '#shared/base/ids.ts';
import { isEmailAddress } from '#shared/base/email.ts';
import { lineIn } from '#shared/base/typed-text.ts';
import { fileNameCharacters, titleCharacters } from '#shared/workspace/limits.ts';
import type { Ticks } from '#lib/ports/device.ts';
import { fragmentOf, linkHashByBrowser, linkSecretOf } from '#shared/workspace/invite-link.ts';
import type { SoundMoment } from '#shared/workspace/entities.ts';
import type { Stage } from '#shared/workspace/vocabulary.ts';
import { Watched } from '#lib/screens/common/watched.svelte.ts';

export interface CommentAbout {
  readonly moment?: SoundMoment | undefined;
  readonly replyTo?: string | undefined;
}

/** As it is said; the server knows how it is called. */
const spotOf = ({ fileId, versionId, from, to }: SoundMoment) => ({ fileId, versionId, from, to });

export class TrackModel {
  readonly #id: string;
  readonly #commands: CommandSender;
  readonly #ticks: Ticks;
  readonly #page: Watched<TrackPage | 'missing'>;

  constructor(id: string, workspace: WorkspaceReader, commands: CommandSender, ticks: Ticks) {
    this.#id = id;
    this.#commands = commands;
    this.#ticks = ticks;
    this.#page = new Watched(workspace.track(id));
  }

  get id(): string {
    return this.#id;
  }

  /** Undefined until the device was read. */
  get page(): TrackPage | 'missing' | undefined {
    return this.#page.value;
  }

  setStage(stage: Stage): Promise<void> {
    return this.#commands.send({ name: 'track.setStage.v1', args: { trackId: this.#id, stage } });
  }

  /**
   * @param time empty where the whole day is meant
   * @param timeZone the clock that day and time hang on; the one here where it is left out
   * @param insteadOf the refused command that these were in before, here as below
   */
  setDue(
    { on, time }: { readonly on: string; readonly time: string },
    timeZone = this.#ticks.timeZone,
    insteadOf?: string,
  ): Promise<void> {
    const args = { trackId: this.#id, dueOn: on, timeZone, ...(time !== '' && { time }) };
    return this.#commands.send({ name: 'track.setDue.v1', args }, undefined, insteadOf);
  }

  clearDue(): Promise<void> {
    const args = { trackId: this.#id, dueOn: null, timeZone: this.#ticks.timeZone };
    return this.#commands.send({ name: 'track.setDue.v1', args });
  }

  /** @returns false where the title is missing */
  async rename(title: string, insteadOf?: string): Promise<boolean> {
    const named = lineIn(title, titleCharacters);
    if (!named.ok) return false;
    const args = { trackId: this.#id, title: named.value };
    await this.#commands.send({ name: 'track.rename.v1', args }, undefined, insteadOf);
    return true;
  }

  delete(): Promise<void> {
    return this.#commands.send({ name: 'track.delete.v1', args: { trackId: this.#id } });
  }

  leave(): Promise<void> {
    return this.#commands.send({ name: 'member.leave.v1', args: { trackId: this.#id } });
  }

  /** @param keptInvites those of theirs that become the owner's; the others are revoked */
  remove(userId: string, keptInvites: readonly string[] = []): Promise<void> {
    const kept = keptInvites.length > 0 ? { keptInvites: [...keptInvites] } : {};
    return this.#commands.send({
      name: 'member.remove.v1',
      args: { trackId: this.#id, userId, ...kept },
    });
  }

  /** @returns false where it is no address; then nothing is sent */
  async invite(email: string, insteadOf?: string): Promise<boolean> {
    const address = email.trim().toLowerCase();
    if (!isEmailAddress(address)) return false;
    const inviteId = uuid7(this.#ticks.now());
    const args = { inviteId, trackId: this.#id, email: address };
    await this.#commands.send({ name: 'invite.send.v1', args }, undefined, insteadOf);
    return true;
  }

  /** @returns the link, which only this moment knows */
  async makeLink(origin: string): Promise<string> {
    const inviteId = uuid7(this.#ticks.now());
    const secret = linkSecretOf(crypto.getRandomValues(new Uint8Array(16)));
    await this.#commands.send({
      name: 'invite.link.v1',
      args: { inviteId, trackId: this.#id, secretHash: await linkHashByBrowser(secret) },
    });
    return `${origin}/join#${fragmentOf({ inviteId, secret })}`;
  }

  revoke(inviteId: string): Promise<void> {
    return this.#commands.send({ name: 'invite.revoke.v1', args: { inviteId } });
  }

  /**
   * @param about the moment of a sound, and the comment that it answers, where there are such
   * @returns false where there is nothing to say
   */
  async comment(
    text: string,
    mentions: readonly string[],
    insteadOf?: string,
    { moment, replyTo }: CommentAbout = {},
  ): Promise<boolean> {
    const said = text.trim();
    if (said === '') return false;
    const commentId = uuid7(this.#ticks.now());
    const args = {
      commentId,
      trackId: this.#id,
      text: said,
      mentions: [...mentions],
      ...(moment && { moment: spotOf(moment) }),
      ...(replyTo !== undefined && { replyTo }),
    };
    await this.#commands.send({ name: 'comment.add.v1', args }, undefined, insteadOf);
    return true;
  }

  resolveComment(commentId: string): Promise<void> {
    return this.#commands.send({ name: 'comment.resolve.v1', args: { commentId } });
  }

  reopenComment(commentId: string): Promise<void> {
    return this.#commands.send({ name: 'comment.reopen.v1', args: { commentId } });
  }

  /** @returns false where nothing is left to say */
  async editComment(
    commentId: string,
    text: string,
    mentions: readonly string[],
    insteadOf?: string,
  ): Promise<boolean> {
    const said = text.trim();
    if (said === '') return false;
    const args = { commentId, text: said, mentions: [...mentions] };
    await this.#commands.send({ name: 'comment.edit.v2', args }, undefined, insteadOf);
    return true;
  }

  /** @returns false where the name is missing */
  async renameFile(fileId: string, name: string, insteadOf?: string): Promise<boolean> {
    const named = lineIn(name, fileNameCharacters);
    if (!named.ok) return false;
    const args = { fileId, name: named.value };
    await this.#commands.send({ name: 'file.rename.v1', args }, undefined, insteadOf);
    return true;
  }

  removeFile(fileId: string): Promise<void> {
    return this.#commands.send({ name: 'file.remove.v1', args: { fileId } });
  }

  deleteComment(commentId: string): Promise<void> {
    return this.#commands.send({ name: 'comment.delete.v1', args: { commentId } });
  }

  dispose(): void {
    this.#page.dispose();
  }
}
