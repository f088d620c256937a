package people

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// Token is a bearer secret: 26 base32 characters, 130 random bits. It is given
// to its owner and never stored.
type Token string

// TokenHash is the SHA-256 of a token, in hexadecimal: what is stored.
type TokenHash string

// NewToken makes a random token.
func NewToken() Token { return Token(rand.Text()) }

// plausible reports whether t looks like a token at all, so that nonsense in a
// cookie or an address costs no query.
func (t Token) plausible() bool { return len(t) == 26 }

// Hash returns what may be stored of t.
func (t Token) Hash() TokenHash {
	sum := sha256.Sum256([]byte(t))
	return TokenHash(hex.EncodeToString(sum[:]))
}

// Session is one signed-in browser.
type Session struct {
	Hash    TokenHash
	Account ID
	Created time.Time
	Seen    time.Time
	Expires time.Time
	// Device is a short description of the browser, for its owner to know it by.
	Device string
}

// LinkKind tells what a mailed link does.
type LinkKind string

const (
	LinkSignIn  LinkKind = "sign-in"  // sign in, making a resident's account if there is none
	LinkConfirm LinkKind = "confirm"  // sign in and open the proposal written before
	LinkFirst   LinkKind = "first"    // make the first administrator
	LinkEmail   LinkKind = "new-mail" // change an account's address
)

// Link is a mailed one-time link.
type Link struct {
	Hash    TokenHash
	Kind    LinkKind
	Email   string
	Account ID // for LinkEmail
	// Target is the path to go to afterwards, or the proposal's draft for LinkConfirm.
	Target  string
	Lang    Lang
	Created time.Time
	Expires time.Time
}
