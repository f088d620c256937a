// Package intake brings feedback in from where it is: Mastodon, feeds, other
// cities' Open311 servers, mailboxes and tables.
//
// It turns what is there into themes.Arrival and keeps nothing itself. It must
// not know the store or the site. Whatever address an administrator gives, it
// is reached through the guard alone (see Client and Dialer).
package intake
