package configs

// FileVariable is the variable that names the configuration file. Only a file
// that is named, by it or by --config, is read.
const FileVariable = "SITREP_CONFIG"

// Variable is a variable of the environment. It wins over the file.
type Variable struct {
	Name    string
	Setting string // The setting that it sets, with dots; empty where it is none of the file's.
	What    string // What it is, for the page about the set-up.
}

// Variables are all that the environment can say.
func Variables() []Variable {
	return []Variable{
		{"SLACK_BOT_TOKEN", "slack.bot_token", "the bot token, begins with `xoxb-`"},
		{"SLACK_APP_TOKEN", "slack.app_token", "the app-level token, begins with `xapp-`"},
		{firstURL, "", "the address of the first metrics source, a Prometheus"},
		{"SLACK_BOT_TOKEN_FILE", "slack.bot_token_file", "a file that holds the bot token, in place of the variable"},
		{"SLACK_APP_TOKEN_FILE", "slack.app_token_file", "a file that holds the app-level token"},
		{"SLACK_SIGNING_SECRET", "slack.signing_secret", "HTTP mode only: by it the bot knows that Slack calls"},
		{"SLACK_SIGNING_SECRET_FILE", "slack.signing_secret_file", "a file that holds the signing secret"},
		{"SLACK_LISTEN", "slack.listen", "HTTP mode only: where Slack's requests are taken, such as `:3000`"},
		{FileVariable, "", "the configuration file; none is read unless it is named"},
		{"SITREP_COMMAND", "slack.command", "the slash command, if the manifest has another one than `/incident`"},
		{"SITREP_ANNOUNCE", "slack.announce", "the channel for announcements, by its name or id; none"},
		{"SITREP_DATA", "data", "the folder of the database; the one that the bot is started in"},
		{"SITREP_POSTMORTEMS", "postmortems", "the folder for drafts of postmortems; `postmortems`"},
		{"SITREP_RUNBOOKS", "runbooks", "a folder of your own runbooks; none"},
		{"SLACK_API_URL", "slack.api_url", "only for a practice workspace: its address"},
	}
}
