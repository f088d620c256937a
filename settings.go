package main

import (
	"log/slog"
	"path/filepath"
)

// settings are what every command shares.
type settings struct {
	Data    string `help:"Folder of the data." default:"./data" env:"LUONNOS_DATA" type:"path"`
	Listen  string `help:"Address to listen on." default:"127.0.0.1:8080" env:"LUONNOS_LISTEN"`
	BaseURL string `help:"Address that people use, such as https://luonnos.example.fi; made from --listen when empty." env:"LUONNOS_BASE_URL"`

	CityFi string `help:"Name of the city in Finnish." default:"Esimerkkilä" env:"LUONNOS_CITY_FI"`
	CitySv string `help:"Name of the city in Swedish." env:"LUONNOS_CITY_SV"`
	CityEn string `help:"Name of the city in English." env:"LUONNOS_CITY_EN"`
	Brand  string `help:"A brand.css with the city's colours." env:"LUONNOS_BRAND" type:"existingfile"`

	TrustProxy string `help:"Network (CIDR) of the reverse proxy whose X-Forwarded-For is believed." env:"LUONNOS_TRUST_PROXY"`

	SMTP      smtpSettings      `embed:"" prefix:"smtp-"`
	Embedding embeddingSettings `embed:"" prefix:"embedding-"`

	log *slog.Logger
}

// smtpSettings tell how mail leaves. Without a host, mail goes to the log.
type smtpSettings struct {
	Host     string `help:"SMTP server; without it mail is written to the log." env:"LUONNOS_SMTP_HOST"`
	Port     int    `help:"Port of the SMTP server; the usual one of the security when 0." env:"LUONNOS_SMTP_PORT"`
	User     string `help:"User name." env:"LUONNOS_SMTP_USER"`
	Password string `help:"Password." env:"LUONNOS_SMTP_PASSWORD"`
	From     string `help:"Sender's address." default:"luonnos@localhost" env:"LUONNOS_SMTP_FROM"`
	Security string `help:"starttls, tls, or none for a server on this machine." enum:"starttls,tls,none" default:"starttls" env:"LUONNOS_SMTP_SECURITY"`
}

// embeddingSettings tell where feedback is sent to become vectors, so that
// themes join languages. Without an address none is sent.
type embeddingSettings struct {
	URL   string `name:"url" help:"Base address of a service that speaks OpenAI's /v1/embeddings; feedback texts are sent to it. Off when empty." env:"LUONNOS_EMBEDDING_URL"`
	Model string `help:"Its model." env:"LUONNOS_EMBEDDING_MODEL"`
	Key   string `help:"Its key, if it wants one." env:"LUONNOS_EMBEDDING_KEY"`
}

// database is the path of the one database file.
func (s *settings) database() string { return filepath.Join(s.Data, "luonnos.db") }

// record is the folder of the derived public record.
func (s *settings) record() string { return filepath.Join(s.Data, "strategia.git") }
