package dev.caisson.namespaces.seccomp;

import static dev.caisson.namespaces.seccomp.Profiles.read;
import static dev.caisson.namespaces.seccomp.Profiles.rules;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caisson.error.Errno;
import dev.caisson.namespaces.Capability;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProfileReaderTest {

  private static final SeccompAction EPERM = SeccompAction.errno(Errno.EPERM);
  private static final SeccompAction ENOSYS = SeccompAction.errno(Errno.ENOSYS);

  private static int answer(LoadedProfile loaded, String call, long... arguments) {
    long[] six = new long[6];
    System.arraycopy(arguments, 0, six, 0, arguments.length);
    return new BpfMachine(loaded.profile().compile(Abi.X86_64))
        .run(new BpfMachine.Call(Abi.X86_64, CallTable.number(Abi.X86_64, call).orElseThrow(), six))
        .value();
  }

  private static boolean allows(LoadedProfile loaded, String call, long... arguments) {
    return answer(loaded, call, arguments) == SeccompAction.allow().returnValue();
  }

  @Test
  void profile_isReadWhole() throws Exception {
    LoadedProfile loaded =
        read(
            """
            {'defaultAction': 'SCMP_ACT_ERRNO', 'defaultErrnoRet': 13,
             'architectures': ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X32', 'SCMP_ARCH_ARM'],
             'flags': ['SECCOMP_FILTER_FLAG_LOG', 'SECCOMP_FILTER_FLAG_TSYNC'],
             'syscalls': [
              {'names': ['read', 'write', 'no_such_call'], 'action': 'SCMP_ACT_ALLOW'},
              {'names': ['ioctl'], 'action': 'SCMP_ACT_ERRNO', 'errnoRet': 25, 'args': [
                {'index': 1, 'value': 4294967295, 'valueTwo': 21522, 'op': 'SCMP_CMP_MASKED_EQ'},
                {'index': 5, 'value': 18446744073709551615, 'op': 'SCMP_CMP_NE'}]}]}
            """);
    SeccompProfile profile = loaded.profile();
    assertThat(profile.defaultAction()).isEqualTo(SeccompAction.errno(Errno.EACCES));
    assertThat(profile.unknownCalls()).isEqualTo(UnknownCalls.newerThanNamed(ENOSYS));
    assertThat(profile.abis()).containsExactly(Abi.X32);
    assertThat(profile.flags()).containsExactly(SeccompFlag.LOG);
    assertThat(profile.rules())
        .containsExactly(
            SeccompRule.allow("read"),
            SeccompRule.allow("write"),
            SeccompRule.of(
                SeccompAction.errno(Errno.ENOTTY),
                "ioctl",
                ArgumentCondition.equal(1, 0x5412).low32(),
                ArgumentCondition.notEqual(5, -1)));
    assertThat(loaded.unknownCalls()).containsExactly("no_such_call");
    assertThat(loaded.uncoveredArchitectures()).containsExactly("SCMP_ARCH_ARM");
  }

  @ParameterizedTest
  @CsvSource({
    "SCMP_ACT_KILL, 0x0",
    "SCMP_ACT_KILL_THREAD, 0x0",
    "SCMP_ACT_KILL_PROCESS, 0x80000000",
    "SCMP_ACT_TRAP, 0x30000",
    "SCMP_ACT_TRACE, 0x7ff00001",
    "SCMP_ACT_LOG, 0x7ffc0000",
    "SCMP_ACT_NOTIFY, 0x7fc00000",
    "SCMP_ACT_ALLOW, 0x7fff0000"
  })
  void action_isTheKernels(String name, String value) throws Exception {
    LoadedProfile loaded = rules("{'names': ['read'], 'action': '" + name + "'}");
    assertThat(answer(loaded, "read")).isEqualTo(Integer.parseUnsignedInt(value.substring(2), 16));
  }

  @Test
  void podmansErrnoNames_areRead() throws Exception {
    LoadedProfile loaded =
        read(
            """
            {'defaultAction': 'SCMP_ACT_ERRNO', 'defaultErrnoRet': 38, 'defaultErrno': 'ENOSYS',
             'syscalls': [{'names': ['bpf'], 'action': 'SCMP_ACT_ERRNO', 'errno': 'EPERM'}]}
            """);
    assertThat(loaded.profile().defaultAction()).isEqualTo(ENOSYS);
    assertThat(answer(loaded, "bpf")).isEqualTo(EPERM.returnValue());
  }

  @Test
  void archMap_givesTheMachinesOwnEntry() throws Exception {
    String json =
        """
        {'defaultAction': 'SCMP_ACT_ALLOW', 'archMap': [
          {'architecture': 'SCMP_ARCH_X86_64', 'subArchitectures': ['SCMP_ARCH_X86']},
          {'architecture': 'SCMP_ARCH_AARCH64', 'subArchitectures': ['SCMP_ARCH_ARM']},
          {'architecture': 'SCMP_ARCH_RISCV64', 'subArchitectures': null}]}
        """;
    Set<Capability> none = EnumSet.noneOf(Capability.class);
    assertThat(read(Abi.X86_64, none, json).profile().abis()).containsExactly(Abi.X86);
    LoadedProfile arm = read(Abi.AARCH64, none, json);
    assertThat(arm.profile().abis()).isEmpty();
    assertThat(arm.uncoveredArchitectures()).containsExactly("SCMP_ARCH_ARM");
  }

  @ParameterizedTest
  @CsvSource({
    "includes, 'caps', CAP_SYS_CHROOT, true",
    "includes, 'caps', CAP_SYS_ADMIN, false",
    "excludes, 'caps', CAP_SYS_CHROOT, false",
    "excludes, 'caps', CAP_SYS_ADMIN, true",
    "includes, 'arches', amd64, true",
    "includes, 'arches', arm64, false",
    "excludes, 'arches', amd64, false"
  })
  void entry_appliesByCapabilityAndMachine(String kind, String by, String value, boolean applies)
      throws Exception {
    String json =
        "{'defaultAction': 'SCMP_ACT_ERRNO', 'syscalls': [{'names': ['read'], 'action':"
            + (" 'SCMP_ACT_ALLOW', '" + kind + "': {'" + by + "': ['" + value + "']}}]}");
    LoadedProfile loaded = read(Abi.X86_64, EnumSet.of(Capability.SYS_CHROOT), json);
    assertThat(allows(loaded, "read")).isEqualTo(applies);
  }

  @ParameterizedTest
  @CsvSource({"4.8, true", "6.1, true", "6.2, false", "7.0, false", "'', true"})
  void entry_appliesFromAKernelOn(String version, boolean applies) throws Exception {
    LoadedProfile loaded =
        rules(
            "{'names': ['read'], 'action': 'SCMP_ACT_ALLOW', 'includes': {'minKernel': '"
                + version
                + "'}}");
    assertThat(allows(loaded, "read")).isEqualTo(applies);
  }

  @Test
  void conditionsOnDifferentArguments_mustAllHold() throws Exception {
    LoadedProfile loaded = rules(socket("0", "1"));
    assertThat(allows(loaded, "socket", 1, 2)).isTrue();
    assertThat(allows(loaded, "socket", 1, 3)).isFalse();
  }

  @Test
  void conditionsOnOneArgument_areAlternatives_asForRunc() throws Exception {
    LoadedProfile loaded = rules(socket("0", "0"));
    assertThat(allows(loaded, "socket", 1)).isTrue();
    assertThat(allows(loaded, "socket", 2)).isTrue();
    assertThat(allows(loaded, "socket", 3)).isFalse();
  }

  private static String socket(String first, String second) {
    return "{'names': ['socket'], 'action': 'SCMP_ACT_ALLOW', 'args': [{'index': "
        + (first + ", 'value': 1, 'op': 'SCMP_CMP_EQ'}, {'index': " + second)
        + ", 'value': 2, 'op': 'SCMP_CMP_EQ'}]}";
  }

  @Test
  void unconditionalRule_decidesOverOneThatAllows_asForLibseccomp() throws Exception {
    LoadedProfile loaded =
        rules(socket("0", "1") + ", {'names': ['socket'], 'action': 'SCMP_ACT_KILL_PROCESS'}");
    assertThat(allows(loaded, "socket", 1, 2)).isFalse();
  }

  @Test
  void unconditionalRuleThatAllows_doesNotOpenWhatAnotherForbids() throws Exception {
    LoadedProfile loaded =
        rules(
            """
            {'names': ['socket'], 'action': 'SCMP_ACT_ALLOW'},
            {'names': ['socket'], 'action': 'SCMP_ACT_ERRNO', 'errnoRet': 97, 'args': [
              {'index': 0, 'value': 40, 'op': 'SCMP_CMP_EQ'}]}
            """);
    assertThat(allows(loaded, "socket", 40)).isFalse();
    assertThat(allows(loaded, "socket", 2)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"SCMP_ACT_ALLOW, SCMP_ACT_KILL_PROCESS", "SCMP_ACT_KILL_PROCESS, SCMP_ACT_ALLOW"})
  void ofTwoUnconditionalRules_theStricterDecides(String first, String second) throws Exception {
    LoadedProfile loaded =
        rules(
            ("{'names': ['dup'], 'action': '" + first + "'}, ")
                + ("{'names': ['dup'], 'action': '" + second + "'}"));
    assertThat(answer(loaded, "dup")).isEqualTo(SeccompAction.killProcess().returnValue());
  }

  @Test
  void newerCalls_areMissingRatherThanForbidden() throws Exception {
    LoadedProfile loaded = rules("{'names': ['statx'], 'action': 'SCMP_ACT_ALLOW'}");
    assertThat(answer(loaded, "read")).isEqualTo(EPERM.returnValue());
    assertThat(answer(loaded, "openat2")).isEqualTo(ENOSYS.returnValue());
  }

  @Test
  void file_isReadForThisMachine(@TempDir Path work) throws Exception {
    Path file = work.resolve("allow.json");
    Files.writeString(file, "{\"defaultAction\": \"SCMP_ACT_ALLOW\"}");
    ProfileReader reader = ProfileReader.forCapabilities(Set.of());
    assertThat(reader.read(file).profile().defaultAction()).isEqualTo(SeccompAction.allow());
    assertThatThrownBy(() -> reader.read(work.resolve("none.json")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
