#!/usr/bin/perl
# The HTTP API as Perl programs of the time called it: fields of their own beside data, a find whose body is there or is
# not, and posts with everything in the address and nothing in the body. Prints what it understood, as JSON.
use strict;
use warnings;
use HTTP::Tiny;
use JSON::PP;

my ($url, $realm, $password, $list_id, $key) = @ARGV;
my $agent = HTTP::Tiny->new;

sub escape { my $text = shift; $text =~ s/([^A-Za-z0-9_.~-])/sprintf '%%%02X', ord $1/ge; $text }
sub query { my %args = @_; join '&', map { "$_=" . escape($args{$_}) } sort keys %args }

sub post_form {
    my %args = @_;
    my $answer = $agent->post_form($url, { realm => $realm, pwd => $password, %args });
    die "status $answer->{status}" unless $answer->{success};
    return $answer->{content};
}

# Everything stands in the address.
sub post_query {
    my %args = @_;
    my $answer = $agent->request('POST', $url . '?' . query(realm => $realm, pwd => $password, %args), { content => '' });
    die "status $answer->{status}" unless $answer->{success};
    return $answer->{content};
}

my $email = 'perl@family.example';
my %said;
my $fields = $key eq '' ? 'email,first,city ' : 'email,customer_key,first,city ';
my $names = $key eq '' ? $email : "$email,$key";
my $answer = post_form(
    cmd => 'sub', list_id => $list_id, format => 2, email => $email, custom_nothing => 'x',
    data => "$fields^$names,P\xC3\xA4ivi,Oslo",
);
$said{subscribed} = $answer =~ /^SUCCESS/ ? JSON::PP::true : JSON::PP::false;
$said{exists} = post_form(cmd => 'find', email => $email) ? JSON::PP::true : JSON::PP::false;
$said{missing} = post_form(cmd => 'find', email => 'nobody@family.example') ? JSON::PP::true : JSON::PP::false;
my $lists = post_query(cmd => 'show_lists');
$said{lists} = ($lists =~ /^\d/ && grep { /^$list_id / } split /\n/, $lists) ? JSON::PP::true : JSON::PP::false;
$said{segments} = post_query(cmd => 'show_segments');
$said{badList} = post_form(cmd => 'sub', list_id => 999999, data => "$fields^$names,A,B") =~ /^FAILURE: (.*)/ ? $1 : undef;
$said{badPassword} = post_form(cmd => 'find', pwd => 'wrong', email => $email) =~ /^FAILURE: (.*)/ ? $1 : undef;
my $update = post_form(cmd => 'update', list_id => $list_id, data => "$fields^$names,A,Rome");
$said{updated} = $update;
my $data = $key eq '' ? "email^$email" : "email,customer_key^$email,$key";
($said{unsubscribed}) = post_form(cmd => 'unsub', list_id => $list_id, data => $data) =~ /(\d+) users unsubscribed/;
($said{deleted}) = post_form(cmd => 'delete', data => $data) =~ /(\d+) users deleted/;
print JSON::PP->new->canonical->encode(\%said);
