package dev.caisson.examples.cli;

import dev.caisson.Container;
import dev.caisson.image.Finding;
import dev.caisson.image.ImageStore;
import dev.caisson.image.Verification;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code caisson verify}: whether all of the store is as it should be. */
@Command(
    name = "verify",
    description = "Hashes all blobs of the store, and compares all layers with theirs.",
    customSynopsis = "caisson verify [OPTIONS]",
    sortOptions = false)
final class VerifyCommand implements Deed {

  @Option(names = "--repair", description = "Mend or remove what is damaged.")
  private boolean repair;

  @Override
  public void perform(Request request) throws IOException {
    ImageStore store = Container.images();
    Verification found = repair ? store.repair() : store.verify();
    for (Finding finding : found.findings()) {
      System.out.println(finding.object() + ": " + finding.problem() + "; " + finding.remedy());
    }
    System.out.println(found.blobs() + " blobs, " + found.layers() + " layers");
    if (!found.isSound()) {
      throw new Refusal("the store is damaged" + (repair ? "" : "; see caisson verify --help"));
    }
  }
}
