# Writes SOURCE, which defines kNAME, the bytes of FILE. See Embed.cmake.
file(READ ${FILE} bytes HEX)
string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
file(WRITE ${SOURCE} "#include <string_view>
namespace ogive::internal {
namespace {
constexpr char kBytes[] = {
${bytes}
};
}  // namespace
extern const std::string_view k${NAME};
const std::string_view k${NAME}(kBytes, sizeof kBytes);
}  // namespace ogive::internal
")
