package server

import (
	"fmt"
	"net"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"luonnos/docs"
	"luonnos/people"
)

// SiteNames is what the site is called in each language, for letters.
func (s *Server) SiteNames() map[people.Lang]string {
	out := map[people.Lang]string{}
	for _, l := range people.Langs {
		out[l] = s.config.Brand.City[l] + " – " + s.config.Brand.Site[l]
	}
	return out
}

// LinkPath is the local path of the page that uses a mailed link.
func (s *Server) LinkPath(lang people.Lang, t people.Token) string {
	return s.path(lang, "signin.link", t)
}

// AboutPath is the local path of the page about an event's subject, such as
// "proposal/12", or about a part of the reader's own account, such as
// "account/proposals"; "" for a subject without a page.
func (s *Server) AboutPath(lang people.Lang, subject string) string {
	kind, id, _ := strings.Cut(subject, "/")
	if id == "" {
		return ""
	}
	switch kind {
	case "page":
		return s.path(lang, "page", docs.Path(id))
	case "proposal", "initiative", "passage", "theme":
		return s.path(lang, kind, id)
	case "feedback":
		return s.path(lang, "feedback.item", id)
	case "own-feedback":
		return s.path(lang, "feedback.own", id)
	case "account":
		return s.path(lang, "account") + "#own-" + id
	}
	return ""
}

func (s *Server) path(lang people.Lang, name string, args ...any) string {
	address, err := s.addresses.url(lang, name, args...)
	if err != nil {
		return ""
	}
	return address
}

// ClientIPBehind tells who asks when a reverse proxy stands before the site:
// the X-Forwarded-For of the network (CIDR) is believed. "" is no proxy.
func ClientIPBehind(network string) (func(*http.Request) string, error) {
	if network == "" {
		return echo.ExtractIPDirect(), nil
	}
	_, trusted, err := net.ParseCIDR(network)
	if err != nil {
		return nil, fmt.Errorf("trusted proxy: %w", err)
	}
	return echo.ExtractIPFromXFFHeader(echo.TrustLoopback(false), echo.TrustLinkLocal(false),
		echo.TrustPrivateNet(false), echo.TrustIPRange(trusted)), nil
}
