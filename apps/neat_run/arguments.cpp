#include "arguments.hpp"

#include <algorithm>

#include "neat/base/error.hpp"
#include "neat/platform/files.hpp"
#include "neat/run/values.hpp"

namespace neat::app {
namespace {

[[noreturn]] void refuse(const std::string& text) {
  throw Error(ErrorCode::config, "usage: " + text);
}

const CommandOption* find_option(const std::vector<CommandOption>& known, const std::string& name) {
  const auto found =
      std::find_if(known.begin(), known.end(), [&](const auto& option) { return option.name == name; });
  return found == known.end() ? nullptr : &*found;
}

std::string key_of(const std::string& name) {
  for (const auto& [given, key] : short_names())
    if (given == name) return key;
  return name.find('.') != std::string::npos ? name : std::string{};
}

std::string nearest_option(const std::string& name, const std::vector<CommandOption>& known,
                           bool takes_keys) {
  std::vector<std::string> candidates{"help"};
  for (const auto& option : known) candidates.push_back(option.name);
  if (!takes_keys) return nearest_word(name, candidates);
  for (const auto& [given, key] : short_names()) candidates.push_back(given);
  for (const auto& key : config_keys(TaskInfo{})) candidates.push_back(key.key);
  return nearest_word(name, candidates);
}

/// Walks over the words of one command line.
class Reader {
 public:
  Reader(const std::vector<std::string>& words, const std::vector<CommandOption>& known, bool takes_keys,
         const std::string& command)
      : words_(words), known_(known), takes_keys_(takes_keys), command_(command) {}

  Arguments read() {
    for (; at_ < words_.size(); ++at_) {
      const std::string& word = words_[at_];
      if (word == "--") break;
      if (word == "-h" || word == "--help")
        arguments_.options["help"].emplace_back();
      else if (word.starts_with("--"))
        read_option(word.substr(2));
      else if (word.size() > 1 && word.front() == '-')
        refuse(word + ": unknown option; options begin with two dashes");
      else
        arguments_.positional.push_back(word);
    }
    for (++at_; at_ < words_.size(); ++at_) arguments_.positional.push_back(words_[at_]);
    return std::move(arguments_);
  }

 private:
  void read_option(const std::string& text) {
    const auto equals = text.find('=');
    const std::string name = text.substr(0, equals);
    const bool attached = equals != std::string::npos;
    const std::string attached_value = attached ? text.substr(equals + 1) : std::string{};
    if (const CommandOption* option = find_option(known_, name)) {
      if (option->value.empty() && attached)
        refuse("--" + name + ": takes no value; leave out =" + attached_value);
      arguments_.options[name].push_back(attached || option->value.empty() ? attached_value
                                                                           : next_word(name));
      return;
    }
    const std::string key = takes_keys_ ? key_of(name) : std::string{};
    if (key.empty())
      refuse("--" + name + ": unknown option of neat-run " + command_ + "; the nearest is --" +
             nearest_option(name, known_, takes_keys_));
    const bool bare = !attached && key == "isolate.on" && !a_switch_follows();
    const std::string value = attached ? attached_value : bare ? "on" : next_word(name);
    arguments_.settings.push_back({key, value, "the command line"});
  }

  /// --isolate may stand alone.
  bool a_switch_follows() const {
    return at_ + 1 < words_.size() && parse_switch(words_[at_ + 1]).has_value();
  }

  const std::string& next_word(const std::string& name) {
    if (at_ + 1 >= words_.size()) refuse("--" + name + ": its value is missing; write --" + name + " VALUE");
    return words_[++at_];
  }

  const std::vector<std::string>& words_;
  const std::vector<CommandOption>& known_;
  bool takes_keys_;
  const std::string& command_;
  std::size_t at_ = 0;
  Arguments arguments_;
};

}  // namespace

std::string Arguments::value(const std::string& option, const std::string& fallback) const {
  const auto found = options.find(option);
  return found == options.end() ? fallback : found->second.back();
}

std::vector<std::string> Arguments::values(const std::string& option) const {
  const auto found = options.find(option);
  return found == options.end() ? std::vector<std::string>{} : found->second;
}

Arguments parse_arguments(const std::vector<std::string>& words, const std::vector<CommandOption>& known,
                          bool takes_keys, const std::string& command) {
  return Reader(words, known, takes_keys, command).read();
}

std::vector<Setting> settings_of(const Arguments& arguments) {
  std::vector<Setting> settings;
  for (const auto& file : arguments.values("config")) {
    const auto bytes = platform::read_file(file, 1 << 20);
    const std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    for (auto& setting : parse_ini(text, file)) settings.push_back(std::move(setting));
  }
  settings.insert(settings.end(), arguments.settings.begin(), arguments.settings.end());
  return settings;
}

}  // namespace neat::app
